import type { Stack } from '../stack/stack-types.ts'

/** The payload that the tour sends. */
export const tourPayload = 'playbooks/software-development/issue-intake/issues.opened.json'

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

/** Says what to try first. Without the demo there is no project yet that the tour's task could go to. */
export function printTour({ hasProject }: { hasProject: boolean }): void {
  const prepare = hasProject ? '' : `\n  0  npx orchestrator project create 'Hello World'`
  const task = hasProject ? 'HELLO-2' : 'HELLO-1'
  console.log(`A first tour, in another terminal:
${prepare}
  1  npx orchestrator webhook send issue-intake ${tourPayload} --header 'X-GitHub-Event: issues'
  2  npx orchestrator task update ${task} --tag review --complete
  3  npx orchestrator runs

Ctrl-C ends everything.`)
}
