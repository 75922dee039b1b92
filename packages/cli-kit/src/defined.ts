/** `T` with the fields that are undefined left out, as optional fields under exactOptionalPropertyTypes want it. */
export type Defined<T extends object> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** A copy of `fields` without those that are undefined. */
export function defined<const T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
