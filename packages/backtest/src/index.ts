import { fileURLToPath } from 'node:url'

export { headOf, placeBefore } from './find-place.ts'
export type { AutomationData, Job, RuleJob } from './host/protocol.ts'
export { type HostOptions, runSimulation } from './host/run-simulation.ts'
export { ReportBuilder } from './report/builder.ts'
export { mergeReports } from './report/merge.ts'
export { notesOn } from './report/notes.ts'
export { printMarkdown } from './report/print-markdown.ts'
export { isDifferent, printText } from './report/print-text.ts'
export { BacktestReport } from './report/schema.ts'
export type { Answers } from './run/approvals.ts'
export * from './source.ts'

/** The file of which a playbook's bundle for a simulation is made. */
export const isolateEntry: string = fileURLToPath(new URL('./isolate/entry.ts', import.meta.url))
