/** Bytes of package.json. The largest known on the public registry are under 1 MiB. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Bytes of a README or AUTHORS, which the published manifest repeats. */
export const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** READMEs of one package, in bytes: translations are many, but each is kept until the right one is known. */
export const MAX_TEXTS_BYTES = 32 * 1024 * 1024;

/** Levels of objects and arrays in package.json. */
export const MAX_JSON_DEPTH = 200;

/** Entries of a tarball, and files and folders that it makes. The largest known packages have about 60,000. */
export const MAX_ENTRIES = 200_000;

/** Bytes of a pax header or a GNU long name. */
export const MAX_EXTENSION_BYTES = 1024 * 1024;

/** Extended headers that may stand before one entry: a pax header, a long name and a long link name at most. */
export const MAX_EXTENSIONS = 8;

/** A tarball that unpacks to more than `BOMB_FLOOR_BYTES` and to more than this many times its size is a bomb. */
export const BOMB_RATIO = 200;

/** Unpacked bytes that are always allowed. */
export const BOMB_FLOOR_BYTES = 256 * 1024 * 1024;

/** Characters of a whole name with its scope, as npm allows. */
export const MAX_NAME_LENGTH = 214;

/** Characters of a path in a tarball: what Linux allows. */
export const MAX_PATH_LENGTH = 4096;
