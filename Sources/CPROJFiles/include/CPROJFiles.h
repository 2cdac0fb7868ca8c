#ifndef CANOPY_CPROJFILES_H
#define CANOPY_CPROJFILES_H

/* Lets PROJ read files in these folders only, in all contexts that are made from here on. Until it is called there are no
   such folders. */
void canopy_proj_keep_to(const char *const *folders, int count);

#endif
