import { Worker } from 'node:worker_threads'
import type { SuggestionKind } from '@orchestrator/domain'
import type { Finding, History } from '@orchestrator/domain/suggestions'

/** What the thread is given. */
export interface Search {
  readonly history: History
  readonly kinds: readonly SuggestionKind[]
}

/** Looks for patterns in a thread of its own, so that no request waits for it. When the signal ends it: with what was found by then. */
export async function searchHistory(search: Search, signal: AbortSignal): Promise<readonly Finding[]> {
  const thread = new Worker(new URL('./thread-main.ts', import.meta.url), {
    workerData: search,
    env: {},
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  const found: Finding[] = []
  let open = search.kinds.length
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
      if (signal.aborted || open === 0) resolve()
      thread.on('message', (findings: readonly Finding[]) => {
        found.push(...findings)
        if (--open === 0) resolve()
      })
      thread.on('error', reject)
      thread.on('exit', () => reject(new Error('the search ended before its end')))
    })
  } finally {
    thread.removeAllListeners()
    await thread.terminate()
  }
  return found.sort((a, b) => b.suggestion.confidence - a.suggestion.confidence)
}
