import { type Command, Option } from 'commander'
import { callApi, getJson } from '../api-client.ts'
import { printJson } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'

/** Adds `orchestrator digest`. */
export function addDigest(program: Command): void {
  withApiFlags(
    program
      .command('digest')
      .description('See what waits for you, is due and has changed.')
      .addHelpText(
        'after',
        `
Examples:
  $ npx orchestrator digest
  $ npx orchestrator digest --html > digest.html`,
      ),
  )
    .addOption(new Option('--html', 'as the e-mail shows it').conflicts('json'))
    .action(showDigest)
}

async function showDigest(flags: ApiFlags & { html?: boolean }, command: Command): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  if (flags.json) return printJson(await getJson(access, '/v1/me/digest'))
  const answer = await callApi(access, '/v1/me/digest', { query: { format: flags.html ? 'html' : 'text' } })
  console.log((await answer.text()).trimEnd())
}
