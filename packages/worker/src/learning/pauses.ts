const firstMs = 60_000
const longestMs = 3_600_000

/** What has to wait because it failed: a minute first, then twice as long each time, up to an hour. A process that begins anew asks at once. */
export function pauses(now: () => number = Date.now) {
  const known = new Map<string, { readonly until: number; readonly ms: number }>()
  return {
    all: (): string[] => [...known].flatMap(([key, { until }]) => (until > now() ? [key] : [])),
    extend(key: string): void {
      const ms = Math.min((known.get(key)?.ms ?? firstMs / 2) * 2, longestMs)
      known.set(key, { until: now() + ms, ms })
    },
    end: (key: string): void => void known.delete(key),
  }
}
