#!/bin/sh
# What 'canopy postprocess' does with one mission, step by step:
#
#     one-mission.sh data/01_oak boundaries/oak/metadata-mission/oak_mission-metadata.gpkg out
#
# The mission has a surface model dsm-ptcloud and a terrain model dtm-ptcloud; 'out' gets the folders full and thumbnails.
set -eu
mission=$(basename "$1")
mkdir -p "$3/full" "$3/thumbnails"

for raster in "$1"/*.tif; do
    canopy crop "$raster" --boundary "$2" --output-dir "$3/full"
done
canopy chm "$3/full/${mission}_dsm-ptcloud.tif" "$3/full/${mission}_dtm-ptcloud.tif" -o "$3/full/${mission}_chm.tif"
for raster in "$3"/full/*.tif; do
    canopy thumb "$raster" --output-dir "$3/thumbnails"
done
