import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where what tests bring is kept for every clone on this machine: beside what the product itself keeps there. */
export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'orchestrator')
