import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where downloads and builds are kept for every clone on this machine. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'orchestrator')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'orchestrator')
  if (process.platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'orchestrator', 'cache')
  return join(homedir(), '.cache', 'orchestrator')
}
