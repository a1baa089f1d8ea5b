import type { Rule } from '../../entities/rule.ts'
import type { RuleTrigger } from '../../entities/rule-trigger.ts'

function inWords(when: RuleTrigger): string {
  if (typeof when === 'string') return `on \`${when}\``
  if ('webhook' in when) return `on the webhook \`${when.webhook}\``
  if ('run' in when) return `when a run of \`${when.run}\` has ${when.on}`
  if ('manual' in when) return 'when somebody starts it'
  const { cron, rrule, every } = when.schedule
  return `at times: \`${(cron ?? rrule ?? String(every)).replace(/\s+/g, ' ')}\``
}

export function printReadme(rule: Pick<Rule, 'name' | 'when' | 'if' | 'then'>, playbook: string): string {
  const actions = rule.then.map(({ action }) => `- \`${action}\``).join('\n')
  return `# ${rule.name.replace(/\s+/g, ' ')}

Was a rule. It starts ${inWords(rule.when)}${rule.if === null ? '' : ', when this holds:'}
${rule.if === null ? '' : `\n\`\`\`\n${rule.if}\n\`\`\`\n`}
and does, one after the other:

${actions}

Before you deploy the playbook \`${playbook}\`, switch the rule off: else both run. Each call that \`run\` awaits is a step of its own,
done once. A rule that does all at once does it in one transaction, all or nothing; here what was done before a failure stays.
`
}
