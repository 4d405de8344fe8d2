// `--python`: code of the person at the command line, in a python3 process of its own. No server ever gets here.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Transform, TransformError, type TransformLimits, transformLimits } from './transform.ts'

/**
 * Runs the code once for each item, which it finds in `item`. Lines it prints are output; so is the value of a last line
 * that is an expression, unless it is None: text as it is, anything else as JSON. Names keep their values between items.
 * Rejects with a `TransformError` when there is no python3 or the code does not compile, before anything else is done.
 */
export async function createPython(code: string, limits: TransformLimits = transformLimits): Promise<Transform> {
  const seconds = Math.ceil(limits.timeoutMs / 1000)
  const child = spawn('python3', ['-c', PROGRAM, String(seconds + 1)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const started = new Promise<boolean>((resolve) =>
    child.once('spawn', () => resolve(true)).once('error', () => resolve(false)),
  )
  child.stdin.on('error', () => undefined) // it ended; that is told when its answer is missing
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  const ask = async (message: object): Promise<string> => {
    child.stdin.write(`${JSON.stringify(message)}\n`)
    const timer = setTimeout(() => child.kill('SIGKILL'), limits.timeoutMs)
    const { done, value } = await answers.next()
    clearTimeout(timer)
    if (done) throw new TransformError('TRANSFORM_LIMIT', `--python ended on an item, or took longer than ${seconds} s`)
    const { output = '', fault } = JSON.parse(value) as { output?: string; fault?: string }
    if (fault !== undefined) {
      const isCode = 'code' in message
      throw new TransformError(isCode ? 'TRANSFORM_INVALID' : 'TRANSFORM_FAILED', `--python ${fault}`)
    }
    if (output.length <= limits.maxLength) return output
    throw new TransformError('TRANSFORM_LIMIT', `--python made more than ${limits.maxLength} characters of one item`)
  }
  const close = async () => void child.kill('SIGKILL')
  if (!(await started))
    throw new TransformError('TRANSFORM_INVALID', '--python needs python3, which is not on the PATH')
  try {
    await ask({ code })
  } catch (error) {
    await close()
    throw error
  }
  return { apply: (json) => ask({ json }), [Symbol.asyncDispose]: close }
}

/** Reads the code, then an item a line; answers each with a line. It ends itself when nobody is left to end it. */
const PROGRAM = `
import ast, contextlib, io, json, signal, sys

alarm = getattr(signal, 'alarm', lambda seconds: None)
names = {'__name__': '__errand__'}

def place(error):
    if isinstance(error, SyntaxError):
        return f'line {error.lineno}, column {error.offset}'
    trace, line = error.__traceback__, 0
    while trace:
        if trace.tb_frame.f_code.co_filename == '--python':
            line = trace.tb_lineno
        trace = trace.tb_next
    return f'line {line}'

def prepare(code):
    tree = ast.parse(code, '--python')
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    return compile(tree, '--python', 'exec'), last and compile(last, '--python', 'eval')

def apply(parts, text):
    names['item'] = json.loads(text)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(parts[0], names)
        value = eval(parts[1], names) if parts[1] else None
        if value is not None:
            print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(',', ':')))
    return printed.getvalue().rstrip('\\n')

parts, answers = None, sys.stdout
for line in sys.stdin:
    message = json.loads(line)
    alarm(int(sys.argv[1]))
    try:
        if 'code' in message:
            parts, answer = prepare(message['code']), {}
        else:
            answer = {'output': apply(parts, message['json'])}
    except Exception as error:
        answer = {'fault': f'{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error} ({place(error)})'}
    alarm(0)
    print(json.dumps(answer), file=answers, flush=True)
`
