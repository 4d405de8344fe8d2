// errand profile: the servers to choose from.
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { ConfigError } from '../env.ts'
import { checkUrl, type Profiles, readProfiles, writeProfiles } from '../profiles.ts'
import { renderTable, type Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface AddOptions extends CommonOptions {
  readonly url: string
  readonly tokenStdin?: boolean
}

export function addProfile(program: Command, context: CommandContext): void {
  const group = program
    .command('profile')
    .description('choose between several servers')
    .addHelpText('after', EXAMPLES)
    .helpCommand(false)
  group
    .command('add')
    .description('remember a server and its token')
    .argument('<name>', 'what to call it')
    .requiredOption('--url <url>', 'address of the server')
    .option('--token-stdin', 'read the token from standard input; else from ERRAND_TOKEN')
    .action((name: string, options: AddOptions) => addServer(name, options, context.terminal(options)))
  group
    .command('list')
    .description('list the servers; tokens are not shown')
    .action((options: CommonOptions) => listServers(context.terminal(options)))
  group
    .command('use')
    .description('talk to this server from now on; without a name to the data folder again')
    .argument('[name]', 'a profile')
    .action((name: string | undefined, options: CommonOptions) => {
      const terminal = context.terminal(options)
      change(terminal, (profiles) => ({
        ...profiles,
        current: name === undefined ? null : requireName(name, profiles),
      }))
      if (terminal.isJson) terminal.writeJson({ current: name ?? null })
      else terminal.write(name === undefined ? 'using the data folder\n' : `using ${name}\n`)
    })
  group
    .command('remove')
    .description('forget a server and its token')
    .argument('<name>', 'a profile')
    .action((name: string, options: CommonOptions) => {
      const terminal = context.terminal(options)
      change(terminal, (profiles) => {
        const { [requireName(name, profiles)]: _removed, ...servers } = profiles.servers
        return { current: profiles.current === name ? null : profiles.current, servers }
      })
      if (terminal.isJson) terminal.writeJson({ removed: name })
      else terminal.write(`removed ${name}\n`)
    })
}

const EXAMPLES = `
Examples:
  errand profile add prod --url https://errand.example.com --token-stdin < token
  errand runs --profile prod
  errand profile use prod
  ERRAND_PROFILE=prod errand agents`

async function addServer(name: string, { url, tokenStdin }: AddOptions, terminal: Terminal): Promise<void> {
  if (!/^[\w.-]{1,64}$/.test(name)) throw new ConfigError(`"${name}" is no name: use letters, digits, - _ and .`)
  const token = (tokenStdin ? await text(terminal.stdin) : (terminal.env['ERRAND_TOKEN'] ?? '')).trim()
  if (!/^[\x21-\x7e]+$/.test(token)) throw new ConfigError('give the token: --token-stdin < FILE, or set ERRAND_TOKEN')
  const server = { url: checkUrl(url, '--url'), token }
  change(terminal, (profiles) => ({ ...profiles, servers: { ...profiles.servers, [name]: server } }))
  if (terminal.isJson) return terminal.writeJson({ name, url })
  terminal.write(`${terminal.style('green', '✓')} ${name} is ${url}; use it with: errand profile use ${name}\n`)
}

function listServers(terminal: Terminal): void {
  const { current, servers } = readProfiles(terminal.env)
  const items = Object.entries(servers).map(([name, { url }]) => ({ name, url, isCurrent: name === current }))
  if (terminal.isJson) items.forEach(terminal.writeJson)
  else if (items.length === 0) terminal.write('No profiles yet. Make one with: errand profile add NAME --url URL\n')
  else terminal.write(renderTable(items.map(({ name, url, isCurrent }) => [isCurrent ? '*' : ' ', name, url])))
}

function change({ env }: Terminal, update: (profiles: Profiles) => Profiles): void {
  writeProfiles(env, update(readProfiles(env)))
}

function requireName(name: string, { servers }: Profiles): string {
  if (servers[name]) return name
  throw new ConfigError(`there is no profile "${name}"; see which there are: errand profile list`)
}
