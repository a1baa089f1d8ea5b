import type { Command } from 'commander'
import { printJson } from '../output.ts'

/** Adds `orchestrator connector` and its commands. */
export function addConnector(program: Command): void {
  program
    .command('connector')
    .description('Write a connector to a service, in the repository of the product.')
    .command('new')
    .description(
      'make a connector that passes the suite, to be adapted: with a stand-in of its service, tests and docs',
    )
    .argument('<id>', 'lower-case letters and digits, for example acmedesk; it stays')
    .option('--name <name>', 'how people call the service; by default the id')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator connector new acmedesk --name "Acme Desk"')
    .action(async (id: string, flags: { name?: string; json?: boolean }) => {
      const { makeConnector } = await import('../connector/make-connector.ts')
      const made = await makeConnector(process.cwd(), id, flags.name)
      if (flags.json) return printJson(made)
      const lines = (paths: readonly string[]) => paths.map((path) => `  ${path}`).join('\n')
      console.log(`Made:\n${lines(made.made)}\n\nRegistered in:\n${lines(made.changed)}\n\n${nextSteps(id)}`)
    })
}

const nextSteps = (id: string) => `It passes the suite as it is, against the stand-in of its service:
  npm test -- packages/integrations/src/connectors/${id}

Next: make the stand-in (testing/fakes/${id}) answer as the service's public reference says, then items.ts, client.ts, session.ts and
webhooks.ts until the suite passes again. Each file says at its top what to adapt; docs/connectors.md what each method promises.`
