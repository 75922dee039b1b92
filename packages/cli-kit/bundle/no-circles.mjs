/**
 * A plugin of rolldown that fails the build where files of a bundle import each other in a circle: which of them runs
 * first depends on which is asked for first, and what the other one needs of it may not be there yet.
 */
export const noCircles = () => ({
  name: 'no-circles',
  generateBundle(_options, bundle) {
    const circle = circleIn(new Map(Object.values(bundle).map(({ fileName, imports = [] }) => [fileName, imports])));
    if (circle === undefined) return;
    this.error(
      `These files of the bundle import each other: ${circle.join(' -> ')}. A group takes modules that import something ` +
        'outside of it which imports the group: add that to the group, or leave them out of it.',
    );
  },
});

/** The names along the first circle, the first one again at its end; undefined where there is none. */
function circleIn(imports) {
  const done = new Set();
  const circleFrom = (name, path) => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const imported of imports.get(name) ?? []) {
      const circle = circleFrom(imported, [...path, name]);
      if (circle !== undefined) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of imports.keys()) {
    const circle = circleFrom(name, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
