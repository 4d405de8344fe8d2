import { Argument, Command, Option } from 'commander'
import { expect, test } from 'vitest'
import { listCompletions } from './complete.ts'

const program = new Command('errand').helpCommand(false).helpOption(false)
program
  .command('runs')
  .description('list runs')
  .addOption(new Option('--status <status>').choices(['done', 'error']))
program.command('hidden', { hidden: true })
program
  .command('agent')
  .helpCommand(false)
  .command('list')
  .option('--limit <number>', 'how many')
  .option('--all [boolean]')
program.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh']))

test.each([
  [[''], ['runs', 'agent', 'completion']],
  [['r'], ['runs']],
  [[], ['runs', 'agent', 'completion']],
  [['agent', ''], ['list']],
  [
    ['agent', 'list', '--'],
    ['--limit', '--all'],
  ],
  [['agent', 'list', '--limit', ''], []],
  [
    ['runs', '--status', ''],
    ['done', 'error'],
  ],
  [['runs', '--status', 'd'], ['done']],
  [
    ['completion', ''],
    ['bash', 'zsh'],
  ],
  [['nonsense', 'ag'], ['agent']],
])('%j completes to %j', (words, values) => {
  const found = listCompletions(program, words).map(({ value }) => value)
  expect(found).toEqual(values)
})

test('gives the descriptions', () => {
  expect(listCompletions(program, ['runs'])).toEqual([{ value: 'runs', description: 'list runs' }])
})
