import type { Json } from '../json.ts'
import type { ScriptOptions, Scripts } from '../run/scripts.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RunEvent, RuntimePort } from './port.ts'

/** `scripts` of a run. */
export const createScripts = (event: RunEvent, port: RuntimePort, steps: StepCounter): Scripts => ({
  run: (script, options) => runScript('scripts.run', script, options, { event, port, steps }),
})

/** @param name of the step */
export function runScript(
  name: string,
  script: string,
  { input = null, timeoutMs = 1_000, memoryMb = 16 }: ScriptOptions = {},
  { event, port, steps }: { readonly event: RunEvent; readonly port: RuntimePort; readonly steps: StepCounter },
): Promise<Json> {
  const step = steps.take(name, `${name} ${script.trim().split('\n')[0] ?? ''}`)
  return port.script(step, {
    source: script,
    input: plainJson(input, `${name}: input`) ?? null,
    event: plainJson(event, `${name}: event`) as RunEvent,
    timeoutMs,
    memoryMb,
  })
}
