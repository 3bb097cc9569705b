/** Numbers and clocks: counts are compared exactly, times in milliseconds. Twin of app/domain/rules/kinds/numbers.py. */

/** Seconds to the nearest millisecond. */
export function milliseconds(seconds: number): number {
  return Math.floor(seconds * 1000 + 0.5);
}

/** Compares two numbers by the name of the comparison. */
export function compare(comparison: string, wanted: number, actual: number): boolean {
  switch (comparison) {
    case "greater":
      return actual > wanted;
    case "less":
      return actual < wanted;
    case "equals":
      return actual === wanted;
    case "at_least":
      return actual >= wanted;
    case "at_most":
      return actual <= wanted;
  }
  return false;
}

/** Compares two clocks in milliseconds; "equals n" holds during the whole second that begins at n. */
export function compareClock(comparison: string, wanted: number, actual: number): boolean {
  return comparison === "equals" ? wanted <= actual && actual < wanted + 1000 : compare(comparison, wanted, actual);
}

/** Milliseconds until the answer of a running clock changes by itself; null if it never does. */
export function clockChange(comparison: string, wanted: number, actual: number): number | null {
  const end = comparison === "greater" || comparison === "at_most" ? wanted + 1 : wanted;
  if (actual < end) return end - actual;
  return comparison === "equals" && actual < wanted + 1000 ? wanted + 1000 - actual : null;
}
