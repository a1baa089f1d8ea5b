import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, stateFolderPath } from '../config.ts'
import type { StackSettings } from '../stack/state-folder.ts'

/** Where Temporal is: as the environment says it, else as `up` wrote it down on this machine. */
export function temporalOf(config: Config, home: string | undefined): { address: string; namespace: string } {
  const file = join(stateFolderPath(config, home), 'stack.json')
  const settings = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StackSettings) : {}
  const address = config.TEMPORAL_ADDRESS ?? `127.0.0.1:${settings.ports?.temporal ?? 7233}`
  return { address, namespace: config.TEMPORAL_NAMESPACE }
}
