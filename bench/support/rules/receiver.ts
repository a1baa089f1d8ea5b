import { freePort } from '@orchestrator/cli/stack'
import { startPeerProcess } from '../../peers/support/start-peer.ts'
import type { BenchContext } from '../benchmark.ts'

/** The service that all systems call. */
export interface Receiver {
  /** Where calls go. */
  readonly url: string
  /** Resolves when a key was called, or so many keys. @throws when that takes longer than it may */
  until(wanted: { key: string } | { count: number }, withinMs: number): Promise<void>
  /** When each key was called, in milliseconds since the epoch, once for each call. */
  calls(): Promise<ReadonlyMap<string, readonly number[]>>
  clear(): Promise<void>
}

export async function startReceiver(context: BenchContext): Promise<Receiver> {
  const port = await freePort()
  await startPeerProcess(context, 'receiver', 'support/receiver-main.ts', { PORT: String(port) })
  const base = `http://127.0.0.1:${port}`
  const get = async (path: string, withinMs = 30_000) => {
    const response = await fetch(base + path, { signal: AbortSignal.timeout(withinMs) })
    return (await response.json()) as unknown
  }
  return {
    url: `${base}/orders`,
    async until(wanted, withinMs) {
      const query = 'key' in wanted ? `key=${wanted.key}` : `count=${wanted.count}`
      await get(`/wait?${query}`, withinMs)
    },
    calls: async () => new Map((await get('/calls')) as [string, number[]][]),
    async clear() {
      await get('/clear')
    },
  }
}
