/** A place as tables show it: of the ARN of a repository its name; the address of an index outside as it is. */
export function placeName(place: string): string {
  return place.startsWith('arn:') ? place.slice(place.lastIndexOf('/') + 1) : place;
}
