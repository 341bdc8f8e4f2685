"""What uvicorn serves."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# WhiteNoise hands out its files in one small piece each: nothing is gained by streaming them.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
application = get_asgi_application()
