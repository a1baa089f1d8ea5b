import type { Stack } from '../stack/stack-types.ts'

/** The payload that the tour sends. */
export const tourPayload = 'playbooks/software-development/issue-intake/issues.opened.json'

/** Says where everything is and what to try first. */
export function printSummary({ stack, apiKey, workspace }: { stack: Stack; apiKey: string; workspace: string }): void {
  const rows = [
    ['API', stack.apiUrl],
    ['API reference', `${stack.apiUrl}/docs`],
    ['Temporal UI', stack.temporalUi ?? '–'],
    ['Workspace', workspace],
    ['API key', `${apiKey}  (kept in ${stack.folder.secrets})`],
  ] as const
  console.log(`\nOrchestrator is ready.\n\n${rows.map(([name, value]) => `  ${name.padEnd(14)} ${value}`).join('\n')}

A first tour, in another terminal:

  1  npx orchestrator webhook send issue-intake ${tourPayload} --header 'X-GitHub-Event: issues'
  2  npx orchestrator task update <task id> --tag review --complete
  3  npx orchestrator runs

Ctrl-C ends everything.
`)
}
