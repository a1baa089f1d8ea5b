import type { Command, Option } from 'commander'

/** Fields of the API that are given under another name. */
const others: Readonly<Record<string, string>> = {
  ...{ allowOtherAccount: 'otherAccount', key: 'prefix', provider: 'connector' },
}

/** These say where the API is, whatever a field is called. */
const ofAccess = ['url', 'key', 'home', 'json']

/** What the API says of fields, told in a command's own flags and arguments where it has them. */
export function inFlags(message: string, fields: readonly string[], command: Command): string {
  let told = message
  for (const field of new Set(fields)) {
    const flag = flagOf(field, command)
    if (flag === undefined) continue
    const there = new RegExp(`(?<![\\w.-])${field.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}:( true(?=,|$))?`, 'gm')
    told = told.replace(there, (_all, value?: string) =>
      value && flag.isSwitch ? flag.words : `${flag.words}:${value ?? ''}`,
    )
  }
  return told
}

function flagOf(field: string, command: Command): { words: string; isSwitch: boolean } | undefined {
  const [root = '', ...rest] = field.split('.')
  const names = [others[root], root, root.replace(/s$/, ''), root.replace(/(Ids?|Date)$/, '')]
  const option = command.options.find(
    (one) => !ofAccess.includes(one.attributeName()) && names.includes(one.attributeName()),
  )
  if (option) return wordsOf(option, rest)
  const argument = command.registeredArguments.find((one) => names.includes(one.name()))
  return argument && rest.length === 0 ? { words: `<${argument.name()}>`, isSwitch: false } : undefined
}

/** What is below a field is said where the flag takes `name=value`. */
function wordsOf(option: Option, rest: readonly string[]): { words: string; isSwitch: boolean } | undefined {
  const long = option.long ?? option.flags
  if (rest.length > 0)
    return option.flags.includes('=') ? { words: `${long} ${rest.join('.')}`, isSwitch: false } : undefined
  return { words: long, isSwitch: option.isBoolean() }
}
