import type { Rule } from '../../entities/rule.ts'

export function printReadme(rule: Pick<Rule, 'name' | 'when' | 'if' | 'then'>, playbook: string): string {
  const actions = rule.then.map(({ action }) => `- \`${action}\``).join('\n')
  return `# ${rule.name.replace(/\s+/g, ' ')}

Was a rule. It starts on \`${rule.when}\`${rule.if === null ? '' : ', when this holds:'}
${rule.if === null ? '' : `\n\`\`\`\n${rule.if}\n\`\`\`\n`}
and does, one after the other:

${actions}

Before you deploy the playbook \`${playbook}\`, switch the rule off: else both run. Each call that \`run\` awaits is a step of its own,
done once. A rule that does all at once does it in one transaction, all or nothing; here what was done before a failure stays.
`
}
