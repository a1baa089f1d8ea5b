import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StackSettings } from '../stack/state-folder.ts'

/** The settings of a state folder without making the folder; empty when there are none or they are broken. */
export function readSettingsOf(home: string): StackSettings {
  try {
    return JSON.parse(readFileSync(join(home, 'stack.json'), 'utf8')) as StackSettings
  } catch {
    return {}
  }
}
