import type { Source } from './source.ts'

/** Where the log ends now. */
export async function headOf(source: Source): Promise<number> {
  // Nothing has this type, so the answer is only how far was looked.
  return (await source.events({ after: 0, limit: 1, types: ['backtest.nothing'] })).position
}

/** The last seq before an instant: found by halves, for the log is ordered by seq and nearly so by time. */
export async function placeBefore(source: Source, instant: number, head: number): Promise<number> {
  let [low, high] = [0, head]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [next] = (await source.events({ after: middle, limit: 1 })).events
    if (next && next.seq <= high && Date.parse(next.occurredAt) < instant) low = next.seq
    else high = middle
  }
  return low
}
