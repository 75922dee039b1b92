/** Waits for both, whatever becomes of them: nothing goes on behind it. Throws the first's error first. */
export async function bothSettled<First, Second>(
  first: Promise<First> | First,
  second: Promise<Second> | Second,
): Promise<[First, Second]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
