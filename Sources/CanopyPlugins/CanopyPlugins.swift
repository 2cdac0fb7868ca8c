// CanopyPlugins
