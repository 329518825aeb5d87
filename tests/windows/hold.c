/* hold.exe FILE SECONDS: keeps a file open that it shares with nobody, as a program that is writing to it does. */
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
int main(void) {
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    HANDLE file = count < 3 ? INVALID_HANDLE_VALUE : CreateFileW(words[1], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 1;
    puts("held");
    fflush(stdout);
    Sleep(1000 * (DWORD)_wtoi(words[2]));
    return 0;
}
