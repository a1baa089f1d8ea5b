import { parentPort, workerData } from 'node:worker_threads'
import { findSuggestions } from '@orchestrator/domain/suggestions'
import type { Search } from './search-history.ts'

// One kind after the other, so that what was found is there when the time is over.
const { history, kinds } = workerData as Search
for (const kind of kinds) parentPort?.postMessage(findSuggestions(history, [kind]))
