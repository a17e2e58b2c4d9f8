// The least chat that Node's `ws` makes: whatever somebody says goes to all. `ws` is found by NODE_PATH.

const { WebSocketServer } = require('ws');

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    for (const other of server.clients) other.send(data, { binary: false });
  });
});
