import type { Stack } from '../stack/stack-types.ts'

/** Says where everything is. */
export function printSummary({
  stack,
  apiKey,
  workspace,
  email,
  mailIn,
  models,
}: {
  stack: Stack
  apiKey: string
  workspace: string
  email: string
  mailIn: string
  models: string
}): void {
  const rows = [
    ['API', stack.apiUrl],
    ['API reference', `${stack.apiUrl}/docs`],
    ['MCP', `${stack.apiUrl}/mcp`],
    ['Temporal UI', stack.temporalUi ?? '–'],
    ['Workspace', workspace],
    ['API key', apiKey],
    ['E-mail', email],
    ['Mail in', mailIn],
    ['Models', models],
    ['State', stack.folder.path],
  ] as const
  console.log(
    `\nOrchestrator is ready.\n\n${rows.map(([name, value]) => `  ${name.padEnd(14)} ${value}`).join('\n')}\n`,
  )
}
