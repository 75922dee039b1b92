/** In place of `wrap-ansi`: lines of at most so many columns, broken at spaces, and within a word that has no room. */
export default function wrapText(text, columns) {
  const width = Math.max(columns, 1);
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line.trim(), width))
    .join('\n');
}

function wrapLine(line, width) {
  const rows = [];
  for (const word of line.split(' ').flatMap((one) => (one.length > width ? pieces(one, width) : one))) {
    const longer = rows.length > 0 ? `${rows.at(-1)} ${word}` : undefined;
    if (longer !== undefined && longer.length <= width) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
}

function pieces(word, width) {
  return Array.from({ length: Math.ceil(word.length / width) }, (_, at) => word.slice(at * width, (at + 1) * width));
}
