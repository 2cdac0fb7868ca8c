internal import CanopyCommands

await Canopy.launch()
