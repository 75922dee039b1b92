import { invalid } from '../errors.ts';
import type { ExternalConnection, PackageFormat } from '../storage/records.ts';

/** The connections of the API reference (AssociateExternalConnection), with the format of each. */
const formats: Readonly<Record<string, PackageFormat>> = {
  'public:npmjs': 'npm',
  'public:nuget-org': 'nuget',
  'public:pypi': 'pypi',
  'public:maven-central': 'maven',
  'public:maven-googleandroid': 'maven',
  'public:maven-gradleplugins': 'maven',
  'public:maven-commonsware': 'maven',
  'public:maven-clojars': 'maven',
  'public:ruby-gems-org': 'ruby',
  'public:crates-io': 'cargo',
};

/** Throws ValidationException for a name that is none. */
export function externalConnection(name: string): ExternalConnection {
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!format) throw invalid(`There is no external connection '${name}'`);
  return { name, format };
}
