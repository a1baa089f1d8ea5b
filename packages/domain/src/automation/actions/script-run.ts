import * as z from 'zod'
import { syntaxProblem } from '../script-syntax.ts'
import { defineAction } from './definition.ts'
import { JsonTemplate } from './fields.ts'

const Source = z
  .string()
  .min(1)
  .max(20_000)
  .superRefine((source, context) => {
    const problem = syntaxProblem(source)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  })
  .meta({ description: 'the body of an async function of `input`, `event` and `log`; what it returns is the result' })

export const runScriptAction = defineAction({
  action: 'script.run',
  kind: 'long',
  summary: 'Run JavaScript of your own in a sandbox',
  fields: {
    script: Source,
    input: JsonTemplate.optional().meta({ description: 'what the script sees as `input`' }),
    timeoutMs: z.int().min(10).max(10_000).optional().meta({ description: 'of the processor; default 1000' }),
    memoryMb: z.int().min(1).max(64).optional().meta({ description: 'default 16' }),
  },
  verbatim: ['script'],
  json: ['input'],
  permissions: [],
  result: { t: 'any' },
  code({ fields: { script: _, ...options }, use, constant, call }) {
    return call(`${use('scripts')}.run`, constant('script', 'script'), options)
  },
})
