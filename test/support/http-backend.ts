import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of the smart HTTP protocol. */
export interface HttpBackend {
  /** Address of the folder that is served. */
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves the repositories of a folder by git's own CGI program; everybody may push, as `pusher`. */
export async function serveHttp(folder: string, env: Readonly<Record<string, string>>): Promise<HttpBackend> {
  const server = createServer((request, response) => answer(request, response, folder, env))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  env: Readonly<Record<string, string>>,
): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const header = (name: string): string => String(request.headers[name] ?? '')
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: 'pusher',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  request.pipe(backend.stdin)
  // A request without a body ends the backend before it has read anything.
  backend.stdin.on('error', () => {})
  let head = ''
  backend.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk)
    head += chunk.toString('latin1')
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    const lines = head.slice(0, end).split('\r\n')
    const fields = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
    const status = fields.find(([name]) => name === 'Status')?.[1]
    const others = fields.filter(([name]) => name !== 'Status') as [string, string][]
    response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(others))
    response.write(Buffer.from(head.slice(end + 4), 'latin1'))
  })
  backend.stdout.on('end', () => response.end())
}
