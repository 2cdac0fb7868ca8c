#!/bin/sh
# What 'canopy postprocess' does with one mission, step by step:
#
#     one-mission.sh demo/data/01_example-ridge demo/boundaries/example-ridge/metadata-mission/*.gpkg out
#
# That is a mission of 'canopy demo demo'. It has a surface model dsm-ptcloud and a terrain model dtm-ptcloud; 'out' gets the
# folders full and thumbnails.
set -eu
mission=$(basename "$1")

canopy crop "$1"/*.tif --boundary "$2" --output-dir "$3/full"
canopy chm "$3/full/${mission}_dsm-ptcloud.tif" "$3/full/${mission}_dtm-ptcloud.tif" -o "$3/full/${mission}_chm.tif"
canopy thumb "$3"/full/*.tif --output-dir "$3/thumbnails"
