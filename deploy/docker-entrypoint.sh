#!/bin/sh
# In the image, /app/docker-entrypoint.sh: what the Python image began with. A scheduler that has looked up a tag's entry
# point once, as Argo's controller does, calls it still when that tag is canopy.
if [ $# = 0 ]; then set -- postprocess; fi
exec canopy "$@"
