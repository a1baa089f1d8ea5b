import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindCondition, bindTemplate, escapeTemplate, renderVariables } from './bind-variables.ts'
import { eventSchemaFor } from './schemas.ts'
import { compileTemplate } from './template.ts'

const values = { client: 'Acme', weeks: 3, urgent: true, cut: -2, note: null, odd: 'a "b" {{event.x}} }}' }

describe('variables in text', () => {
  it('become their values', () => {
    expect(
      renderVariables('Launch for {{variables.client}} in {{ variables.weeks * 2 }} weeks{{variables.note}}', values),
    ).toBe('Launch for Acme in 6 weeks')
    expect(renderVariables('{{variables.urgent ? "now" : "later"}} {{variables.cut + 5}}', values)).toBe('now 3')
  })

  it('are never looked into', () => {
    expect(renderVariables('{{variables.odd}}', values)).toBe(values.odd)
    expect(renderVariables('{{variables.odd + "!"}}', values)).toBe(`${values.odd}!`)
  })

  it('that do not exist are refused, with the nearest name', () => {
    expect(() => renderVariables('{{variables.clint}}', values)).toThrow(
      'there is no variable clint; did you mean client?',
    )
    expect(() => renderVariables('{{event.task.title}}', values)).toThrow()
    expect(() => renderVariables('{{variables.client', values)).toThrow('never closed')
    expect(() => renderVariables('{{size(variables)}}', values)).toThrow('one by one')
  })

  it('show text that was escaped as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', 'a', '\\', "'") }),
        (text) => renderVariables(escapeTemplate(text), {}) === text,
      ),
    )
  })
})

describe('variables in a rule', () => {
  const rendered = (text: string) => {
    const compiled = compileTemplate(text, eventSchemaFor('invoice.paid'))
    if (!compiled.ok) throw new Error(compiled.problems[0]?.message)
    return compiled.render({ type: 'invoice.paid', payload: { who: 'Bo' } })
  }

  it('become values, and what reads the event stays', () => {
    const bound = bindTemplate('{{variables.client}}: {{event.payload.who + variables.odd}} {{variables.odd}}', values)
    expect(bound).toMatch(/^Acme: \{\{event/)
    expect(rendered(bound)).toBe(`Acme: Bo${values.odd} ${values.odd}`)
  })

  it('are literals in a condition', () => {
    expect(
      bindCondition('event.task.estimatedMinutes - variables.cut > variables["weeks"] && variables.urgent', values),
    ).toBe('event.task.estimatedMinutes - (-2) > 3 && true')
    expect(bindCondition('event.payload.who == variables.odd', values)).toBe(
      `event.payload.who == ${JSON.stringify(values.odd)}`,
    )
  })

  it('keep any text whole', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        (text) => rendered(bindTemplate('{{variables.x + event.payload.who}}', { x: text })) === `${text}Bo`,
      ),
    )
  })
})
