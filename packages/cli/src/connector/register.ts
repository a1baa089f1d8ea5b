import { UserError } from '../user-error.ts'
import type { ConnectorNames } from './names.ts'

/** Files that know of every connector, and how one more is written into them. */
export const registers: Readonly<Record<string, (text: string, names: ConnectorNames) => string>> = {
  'packages/integrations/src/connectors/index.ts': (text, { id }) => {
    const imported = `import { ${id} } from './${id}/index.ts'\n`
    const withImport = put(text, /(?:^import .*\n)+/m, (imports) => imports + imported)
    return put(withImport, /(connectors: [^=]*= \{[^}]*?),?(\s*\})/, (_, before, after) => `${before}, ${id}${after}`)
  },
  'packages/domain/src/entities/provider.ts': (text, { id }) =>
    // Some are kept for connectors that are not there yet.
    text.includes(`'${id}'`)
      ? text
      : put(text, /(providers = \[[^\]]*?),?(\s*\])/, (_, before, after) => `${before}, '${id}'${after}`),
  'docs/README.md': (text, { id, name }) =>
    put(text, /^\| (.*?) \| \[[^\]]*\]\(integrations\/\w+\.md\) .*\n(?!.*\]\(integrations\/\w+\.md\))/m, (last) => {
      const [, left = '', right = ''] = last.split('|')
      const cell = (words: string, like: string) => ` ${words} `.padEnd(like.length)
      const row = [cell(`keep ${name} and tasks in step`, left), cell(`[${name}](integrations/${id}.md)`, right)]
      return `${last}|${row.join('|')}|\n`
    }),
}

function put(text: string, where: RegExp, write: (...found: string[]) => string): string {
  if (!where.test(text)) {
    throw new UserError('A list of connectors is not written as it was, so nothing was made.', {
      hint: `Nothing in it matches ${where}: see packages/cli/src/connector/register.ts.`,
    })
  }
  return text.replace(where, write)
}
