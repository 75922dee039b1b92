/** Rows that the step below makes of each version. */
export const rowsOfAVersion = 300_000;

/** A migration that writes much, so that a kill finds it at work: what every version becomes is there whole, or not at all. */
export const longStep = `
  ALTER TABLE versions ADD COLUMN note TEXT NOT NULL DEFAULT 'none';
  UPDATE versions SET note = version || ' of ' || package_id;
  CREATE TABLE traces (version_id INTEGER NOT NULL REFERENCES versions(id), n INTEGER NOT NULL, text TEXT NOT NULL);
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rowsOfAVersion})
  INSERT INTO traces SELECT versions.id, n, hex(randomblob(8)) FROM versions, numbers;
`;
