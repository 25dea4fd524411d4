"""`python -m flows.service.server FD [arrivals]`: Prefect's API, UI and scheduler, and the pages of the gates, on a socket that was bound before.

With `arrivals` it also tells of the bundles that come into the quarantine of the project's cohort.
"""

import asyncio
import os
import socket
import sys
from contextlib import suppress

from flows.local_api.server import KEEP_ALIVE_S, quiet_asyncio
from flows.service.arrivals import watch
from flows.service.pages import serve_pages
from tasks.project.files import PROJECT_ROOT

ARRIVALS = "arrivals"


def main() -> None:
    """Serve until interrupted; the port was bound before, so that none can take it between the choice and the use."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    # Prefect reads its settings when it is imported.
    os.environ |= {"PREFECT_API_URL": url, "PREFECT_SERVER_UI_API_URL": url}
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(final=True)
    serve_pages(app, PROJECT_ROOT)
    if sys.argv[2:] == [ARRIVALS]:
        watch()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", lifespan="on", timeout_graceful_shutdown=2, timeout_keep_alive=KEEP_ALIVE_S)
    )
    with quiet_asyncio(), suppress(KeyboardInterrupt):  # which uvicorn raises again once all is closed
        asyncio.run(server.serve(sockets=[listener]))
    os._exit(0)


if __name__ == "__main__":
    main()
