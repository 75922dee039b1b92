/** In place of `string-width`. */
export default function textWidth(text) {
  return text.length;
}
