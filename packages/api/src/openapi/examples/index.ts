import type * as z from 'zod'
import { agentsExamples } from './agents.ts'
import { automationExamples } from './automation.ts'
import { codeExamples } from './code.ts'
import { decisionsExamples } from './decisions.ts'
import { integrationsExamples } from './integrations.ts'
import { logExamples } from './log.ts'
import { planningExamples } from './planning.ts'
import { workExamples } from './work.ts'

/** Examples of what answers are made of, by the names of their schemas. */
export const examples: Readonly<Record<string, { readonly schema: z.ZodType; readonly value: unknown }>> = {
  ...workExamples,
  ...planningExamples,
  ...codeExamples,
  ...integrationsExamples,
  ...automationExamples,
  ...agentsExamples,
  ...decisionsExamples,
  ...logExamples,
}
