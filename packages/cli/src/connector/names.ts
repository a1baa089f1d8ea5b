import { Script } from 'node:vm'
import { eventCatalogue } from '@orchestrator/domain'
import { UserError } from '../user-error.ts'

/** How a connector is called: in the database and before the types of its events, in code, and by people. */
export interface ConnectorNames {
  readonly id: string
  readonly pascal: string
  readonly name: string
}

/** The connector that is copied. */
export const template: ConnectorNames = { id: 'sampledesk', pascal: 'SampleDesk', name: 'Sample Desk' }

const ownEvents = new Set(Object.keys(eventCatalogue).map((type) => type.slice(0, type.indexOf('.'))))
const refuse = (message: string, hint: string) => new UserError(message, { hint, exitCode: 2 })

export function namesOf(id: string, name = capital(id)): ConnectorNames {
  if (!/^[a-z][a-z0-9]{0,29}$/.test(id)) {
    const better = id
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replace(/^\d+/, '')
      .slice(0, 30)
    throw refuse(
      `${JSON.stringify(id)} is no id for a connector.`,
      `It begins the types of its events, so it is lower-case letters and digits, at most 30, for example ${better || 'acme'}.`,
    )
  }
  if (ownEvents.has(id) || isKeyword(id)) {
    const what = ownEvents.has(id) ? 'Orchestrator’s own events begin with it' : 'it is a word of the language'
    throw refuse(`${id} cannot be the id of a connector: ${what}.`, `Take another one, for example ${id}app.`)
  }
  // It goes into code, Markdown and paths as it is.
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .&+-]{0,59}$/u.test(name) || name.trim() !== name) {
    throw refuse(
      `${JSON.stringify(name)} is no name for a connector.`,
      'Letters, digits, blanks and . & + - are possible, at most 60, for example --name "Acme Desk".',
    )
  }
  const words = name.split(/[^A-Za-z0-9]+/)
  const pascal = words.join('').toLowerCase() === id ? words.map(capital).join('') : capital(id)
  return { id, pascal, name }
}

function capital(word: string): string {
  return word.replace(/^./, (first) => first.toUpperCase())
}

/** In a module, where await is one too. It is compiled, not run. */
function isKeyword(id: string): boolean {
  try {
    return !new Script(`'use strict'; async () => { let ${id} }`)
  } catch {
    return true
  }
}

const forms = new RegExp(`${template.name}|${template.pascal}|${template.id}`, 'g')

/** A text or a path of the template, with other names. */
export function renamed(text: string, { id, pascal, name }: ConnectorNames): string {
  return text.replace(forms, (form) => (form === template.id ? id : form === template.pascal ? pascal : name))
}

const tokensIn = (code: string) =>
  code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'/gm, ' ').match(/[A-Za-z_$][\w$]*/g) ?? []

/** The code has names of its own, and two that are the same would not be told apart. */
export function refuseClashes(code: readonly string[], names: ConnectorNames): void {
  for (const text of code) {
    const tokens = new Set(tokensIn(text))
    for (const token of tokens) {
      const now = renamed(token, names)
      if (now === token || !tokens.has(now)) continue
      throw refuse(
        `${names.id} cannot be the id of a connector: the code of each uses the word ${now}.`,
        `Take another one, for example ${names.id}app.`,
      )
    }
  }
}
