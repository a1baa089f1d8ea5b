import type { ScriptOptions } from '../../run/scripts.ts'
import { runScript } from '../../runtime/scripts.ts'
import type { LongAction } from './catalogue.ts'

export const scriptRun: LongAction = async (fields, state) => {
  const { script, ...options } = fields as unknown as ScriptOptions & { readonly script: string }
  return runScript('script.run', script, options, state)
}
