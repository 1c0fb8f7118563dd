# A socket listener as one writes it in Elixir: a process accepts, one reads each connection, and for each there is a worker,
# a GenServer found by its name in Elixir's Registry, to which every line is cast and which answers on the socket.
#
#     elixir listener.exs PORT

defmodule Worker do
  use GenServer

  def start(name, socket), do: GenServer.start(__MODULE__, socket, name: via(name))
  def cast(name, line), do: GenServer.cast(via(name), line)
  def stop(name), do: GenServer.stop(via(name))

  defp via(name), do: {:via, Registry, {Workers, name}}

  @impl true
  def init(socket), do: {:ok, socket}

  @impl true
  def handle_cast(line, socket) do
    :gen_tcp.send(socket, line)
    {:noreply, socket}
  end
end

defmodule Listener do
  @options [
    :binary,
    packet: :line,
    active: false,
    nodelay: true,
    reuseaddr: true,
    backlog: 1024,
    buffer: 65_536,
    ip: {127, 0, 0, 1}
  ]

  def listen(port) do
    {:ok, listener} = :gen_tcp.listen(port, @options)
    accept(listener)
  end

  defp accept(listener) do
    {:ok, socket} = :gen_tcp.accept(listener)

    reader =
      spawn(fn ->
        receive do
          :yours -> serve(make_ref(), socket)
        end
      end)

    :ok = :gen_tcp.controlling_process(socket, reader)
    send(reader, :yours)
    accept(listener)
  end

  defp serve(name, socket) do
    {:ok, _worker} = Worker.start(name, socket)
    read(name, socket)
    Worker.stop(name)
  end

  defp read(name, socket) do
    case :gen_tcp.recv(socket, 0) do
      {:ok, line} ->
        Worker.cast(name, line)
        read(name, socket)

      {:error, _gone} ->
        :gen_tcp.close(socket)
    end
  end
end

{:ok, _registry} = Registry.start_link(keys: :unique, name: Workers)
[port] = System.argv()
Listener.listen(String.to_integer(port))
