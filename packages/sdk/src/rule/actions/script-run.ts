import type { Json } from '../../json.ts'
import { plainJson } from '../../runtime/plain-json.ts'
import type { LongAction } from './catalogue.ts'

interface Fields {
  readonly script: string
  readonly input?: unknown
  readonly timeoutMs?: number
  readonly memoryMb?: number
}

export const scriptRun: LongAction = (fields, { event, port, steps }) => {
  const { script, input = null, timeoutMs = 1_000, memoryMb = 16 } = fields as unknown as Fields
  return port.script(steps.take('script.run', `script.run ${firstLine(script)}`), {
    ...{ source: script, event, timeoutMs, memoryMb },
    input: (plainJson(input, 'script.run: input') ?? null) as Json,
  })
}

const firstLine = (script: string) => script.trim().split('\n')[0] ?? ''
