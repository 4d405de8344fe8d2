// `errand completion`: the script a shell reads once, and the hidden command that the script asks at each Tab.
import { Argument, type Command } from 'commander'
import { listCompletions } from './complete.ts'

export function addCompletion(program: Command, write: (text: string) => void): void {
  program
    .command('completion')
    .description('print the script that completes commands and flags in a shell')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .addHelpText('after', EXAMPLES)
    .action((shell: keyof typeof scripts) => write(scripts[shell]))
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => {
      const lines = listCompletions(program, words)
      write(lines.map(({ value, description }) => `${value}\t${description}\n`).join(''))
    })
}

const EXAMPLES = `
Examples:
  source <(errand completion bash)                            in ~/.bashrc
  source <(errand completion zsh)                             in ~/.zshrc, behind compinit
  errand completion fish > ~/.config/fish/completions/errand.fish`

/** Words go to `errand` as they are typed: nothing in them is evaluated. Where nothing is offered, files are. */
const scripts = {
  bash: `_errand() {
  local IFS=$'\\n'
  COMPREPLY=($(errand complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _errand errand
`,
  zsh: `#compdef errand
_errand() {
  local -a lines
  lines=("\${(@f)$(errand complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -z "\${lines[1]}" ]]; then _files; else _describe errand "\${(@)lines/$'\\t'/:}"; fi
}
compdef _errand errand
`,
  fish: `function __errand
  set -l lines (errand complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $lines) -gt 0
    printf '%s\\n' $lines
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c errand -f -a '(__errand)'
`,
}
