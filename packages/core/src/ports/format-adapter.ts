import type { BuildTag } from '../build-tag.ts';
import type { Format, PackageRef, VersionRef } from '../coordinates.ts';
import type { LocalFile } from './local-file.ts';
import type { DocumentMaker } from './publish-document.ts';
import type { FormField } from './registry.ts';
import type { Sha256 } from '../sha256.ts';

/** A file that was read and found fit for publishing. */
export interface InspectedFile {
  readonly ref: VersionRef;
  readonly assetName: string;
  /** As spelled in the file, absent when the file names no build. */
  readonly buildTag?: string;
  /** pypi: the upload form's metadata fields. */
  readonly fields?: readonly FormField[];
  /** npm: makes the document that publishes it. */
  readonly document?: DocumentMaker;
}

/** A file that was read to its end, and is what it says it is. */
export interface ExaminedFile extends InspectedFile {
  readonly sha256: Sha256;
}

/** What a format whose packages have dist-tags (npm) has to know of them. */
export interface TagRules {
  /** Positive when version `a` is later than `b`. */
  compareVersions(a: string, b: string): number;
  /** Whether a version comes before a release, so that it takes no `latest` from one by itself. */
  isPrerelease(version: string): boolean;
  /** Throws a coded error for a text that cannot be a dist-tag. */
  checkTag(tag: string): void;
  /** The smallest package there is, of the version, for holding tags that no other version may have. */
  placeholder(ref: VersionRef): Promise<Placeholder>;
}

/** A package that is published for its tags alone. */
export interface Placeholder {
  readonly assetName: string;
  readonly content: Uint8Array;
  readonly document: DocumentMaker;
}

/** A file without its build, which is put together whenever it is read: the same bytes each time. */
export interface StrippedFile extends InspectedFile {
  stream(): AsyncIterable<Uint8Array>;
}

/** How a format takes the build out of its files. */
export interface BuildStripper {
  /** The rewriting and its version, for example `wheel-build-tag/1`: another version where other bytes come out. */
  readonly recipe: string;
  /** Undefined for a file that names no build, which stays as it is. Throws where rewriting would break the file. */
  strip(file: LocalFile): Promise<StrippedFile | undefined>;
  /**
   * Proves that a file is another one without its build: the same bytes as `strip` makes, or the same contents where
   * another tool packed it. Throws a coded error that names the first difference.
   */
  prove(original: LocalFile, stripped: LocalFile): Promise<'bytes' | 'contents'>;
  /**
   * The stripper of packages that lose their builds together: what a file says of the others loses theirs too, and the
   * recipe names them. Absent where files do not name builds of others.
   */
  together?(packages: readonly PackageRef[]): BuildStripper;
  /** The stripper of a recipe that the log names. Absent where there is but one. */
  ofRecipe?(recipe: string): BuildStripper;
}

/** What a package format means for build sets. Pure but for reading the file it is given. */
export interface FormatAdapter {
  readonly format: Format;
  /**
   * `side-by-side`: a version holds several builds at once and installers choose (pypi).
   * `one`: a version holds exactly one build (npm, generic).
   */
  readonly builds: 'side-by-side' | 'one';
  /** The canonical name, for example PEP 503's. Throws `invalid-name`. */
  canonicalName(name: string): string;
  /** Reads and validates a file that is to be published. Throws a coded error that names the fault. */
  inspect(file: LocalFile): Promise<InspectedFile>;
  /**
   * As `inspect`, and holds everything that the file says of its own content against it, by reading it once, with the
   * digest of all. Absent where a file says nothing of the kind.
   */
  examine?(file: LocalFile): Promise<ExaminedFile>;
  /** Whether a file's name says that it is of a version. Absent where names do not say it. */
  isFileOf?(name: string, ref: VersionRef): boolean;
  /** Absent where a build is in no file (generic). */
  readonly stripper?: BuildStripper;
  /** The build that an asset's name says it belongs to; undefined when it says none (sdists, untagged wheels). */
  buildTagOf(assetName: string): BuildTag | undefined;
  /**
   * What an installer chooses by: assets with a slot in common compete (for a wheel each of its platform tags, `sdist`
   * for an sdist). Unknown names have none.
   */
  slotsOf(assetName: string): readonly string[];
  /** Positive when an installer takes `a` before `b` in a slot that both have; 0 when it has no preference. */
  comparePreference(a: string, b: string): number;
  /** The path in a tree that an asset's name stands for, where it is another text; undefined when there is none (generic). */
  pathOf?(assetName: string): string | undefined;
  /** Present where packages have dist-tags (npm). */
  readonly tags?: TagRules;
}
