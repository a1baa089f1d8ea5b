import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { fromCaller, readConfig } from '../config.ts'
import { printJson } from '../output.ts'
import { UserError } from '../user-error.ts'
import { sendWebhook } from '../webhook/send-webhook.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toHeader } from './endpoint.ts'
import { addWebhookSecrets, unknownWebhook } from './webhook-secret.ts'

/** Adds `orchestrator webhook` and its subcommands. */
export function addWebhook(program: Command): void {
  const webhook = program.command('webhook').description('Incoming webhooks of your rules and playbooks.')
  addWebhookSecrets(webhook)
  withApiFlags(
    webhook
      .command('send')
      .description('send a file to an incoming webhook, signed as its provider does')
      .argument('<path>', 'path of the webhook, for example issue-intake')
      .argument('<file>', 'file with the body'),
  )
    .option('--header <header>', 'a header more, as "Name: value"; may be given several times', collect)
    .addHelpText(
      'after',
      `
Example:
  $ npx orchestrator webhook send issue-intake playbooks/software-development/issue-intake/issues.opened.json --header 'X-GitHub-Event: issues'`,
    )
    .action(async (path: string, file: string, flags: ApiFlags & { header?: string[] }) => {
      const body = await readBody(fromCaller(readConfig(), file))
      const headers = Object.fromEntries((flags.header ?? []).map(toHeader))
      const access = accessOf(flags)
      const sent = await sendWebhook({ access, path, body, headers }).catch(async (error: unknown) => {
        throw error instanceof UserError && error.code === 'not_found' ? await unknownWebhook(access, path) : error
      })
      if (flags.json) return printJson(sent)
      console.log(`Delivered to ${path} (${sent.status}). What it set off: npx orchestrator runs`)
    })
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value]
}

async function readBody(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new UserError(`The file ${path} cannot be read.`, { exitCode: 2, cause })
  }
}
