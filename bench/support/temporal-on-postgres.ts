import type { BenchContext } from './benchmark.ts'

export function startTemporalOnPostgres(_context: BenchContext): Promise<string> {
  return Promise.reject(new Error('not yet'))
}
